using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Core.Identity;

/// <summary>
/// Which streams of a tenant a role may see, and what in them. What a machine's watchers saw (files, processes, who is at the desk) is
/// not for viewers; who belongs to the tenant is for owners and admins alone (spec: Diminuendo, section 7, member:read).
/// </summary>
public static class StreamAccess
{
    private const string Members = "member.";

    private static readonly StreamKind[] HiddenFromViewers = [StreamKind.Daemon];

    /// <summary>Whether a role may follow and read streams of a kind.</summary>
    public static bool MaySee(Role role, StreamKind kind) => !HiddenFrom(role).Contains(kind);

    /// <summary>Whether a role may know who is a member.</summary>
    public static bool MaySeeMembers(Role role) => role <= Role.Admin;

    /// <summary>Whether a role may see an entry.</summary>
    public static bool MaySee(Role role, Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return MaySee(role, entry.Stream.Kind) && (MaySeeMembers(role) || !TellsOfMembers(entry));
    }

    /// <summary>The kinds that a role may not see, for <see cref="Subscriptions.SubscriptionFilter.Hidden"/>.</summary>
    public static IReadOnlyList<StreamKind> HiddenFrom(Role role) => role == Role.Viewer ? HiddenFromViewers : [];

    /// <summary>Whether an entry says who belongs to the tenant.</summary>
    internal static bool TellsOfMembers(Entry entry) =>
        entry.Type.StartsWith(Members, StringComparison.Ordinal) && entry.Stream.Kind == StreamKind.Tenant;
}
