using Carillon.Events;

namespace Carillon.Core.Identity;

/// <summary>Which streams of a tenant a role may see. What a machine's watchers saw (files, processes, who is at the desk) is not for viewers.</summary>
public static class StreamAccess
{
    private static readonly StreamKind[] HiddenFromViewers = [StreamKind.Daemon];

    /// <summary>Whether a role may follow and read streams of a kind.</summary>
    public static bool MaySee(Role role, StreamKind kind) => !HiddenFrom(role).Contains(kind);

    /// <summary>The kinds that a role may not see, for <see cref="Subscriptions.SubscriptionFilter.Hidden"/>.</summary>
    public static IReadOnlyList<StreamKind> HiddenFrom(Role role) => role == Role.Viewer ? HiddenFromViewers : [];
}
