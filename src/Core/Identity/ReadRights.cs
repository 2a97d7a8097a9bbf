using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Core.Identity;

/// <summary>
/// Which entries of its own tenant a role may read, live, in replay and in pages (spec: Diminuendo, section 7): all of them, but
/// who belongs to the tenant is for those with member:read alone.
/// </summary>
public static class ReadRights
{
    private const string Members = "member.";

    /// <summary>Whether a role may know who else is a member: owners and admins.</summary>
    public static bool OfMembers(Role role) => role <= Role.Admin;

    /// <summary>Whether a role may read an entry.</summary>
    public static bool Allow(Role role, Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return OfMembers(role) || !entry.Type.StartsWith(Members, StringComparison.Ordinal) || entry.Stream.Kind != StreamKind.Tenant;
    }

    /// <summary>Whether a role may read whatever stands in a stream.</summary>
    public static bool AllowAllOf(Role role, StreamId stream) => OfMembers(role) || stream.Kind != StreamKind.Tenant;
}
