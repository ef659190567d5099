package io.neighsync.engine.policy;

import io.neighsync.engine.event.LinkName;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whether a VRF of this name is mirrored; the default VRF's name is {@code default}. Immutable; any thread. */
public final class VrfFilter implements Predicate<LinkName> {
    private final Set<LinkName> include;
    private final Set<LinkName> exclude;

    /** The filter that is configured. */
    public VrfFilter(VrfConfig config) {
        include = config.include().stream().map(LinkName::new).collect(Collectors.toUnmodifiableSet());
        exclude = config.exclude().stream().map(LinkName::new).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean test(LinkName vrf) {
        return (include.isEmpty() || include.contains(vrf)) && !exclude.contains(vrf);
    }
}
