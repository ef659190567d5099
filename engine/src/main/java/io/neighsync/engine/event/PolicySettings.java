package io.neighsync.engine.event;

import java.util.Set;

/**
 * What the policy depends on besides the message: the switch's CONFIG_DB and {@code compat.strict}. Immutable; any
 * thread.
 *
 * @param strict    reproduce SONiC's C++ daemon where it differs
 * @param dualTor   the switch is one of a dual-ToR pair: CONFIG_DB has a PEER_SWITCH
 * @param evpnNvo   CONFIG_DB has a VXLAN_EVPN_NVO
 * @param linkLocal links whose IPv6 link-local neighbors have rows: {@code ipv6_use_link_local_only} is enabled
 */
public record PolicySettings(boolean strict, boolean dualTor, boolean evpnNvo, Set<LinkName> linkLocal) {
    /** A host without any of it. */
    public static final PolicySettings PLAIN = new PolicySettings(false, false, false, Set.of());

    /** Copies the set. */
    public PolicySettings {
        linkLocal = Set.copyOf(linkLocal);
    }

    /** Whether this link's IPv6 link-local neighbors have rows; false for a link without a name. */
    public boolean isLinkLocal(LinkName link) {
        return link != null && linkLocal.contains(link);
    }
}
