package io.neighsync.redis;

import java.util.Set;

/**
 * What CONFIG_DB says about which neighbors become rows. Immutable.
 *
 * @param dualTor             {@code PEER_SWITCH|*} has a key: one of two ToR switches.
 * @param evpnNvo             {@code VXLAN_EVPN_NVO|*} has a key.
 * @param linkLocalInterfaces names of the interfaces with {@code ipv6_use_link_local_only} = {@code enable}.
 */
public record SwitchSettings(boolean dualTor, boolean evpnNvo, Set<String> linkLocalInterfaces) {
    /**
     * Copies the names.
     */
    public SwitchSettings {
        linkLocalInterfaces = Set.copyOf(linkLocalInterfaces);
    }
}
