using Carillon.Core.Identity;

namespace Carillon.Contracts.Identity;

/// <summary>How roles are written: <c>owner</c>, <c>admin</c>, <c>billing_admin</c>, <c>member</c>, <c>viewer</c> (spec: Diminuendo, section 7).</summary>
public static class RoleNames
{
    /// <summary>Every name, from the most powerful role to the least.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<Role>().Select(Of)];

    /// <summary>A role's name.</summary>
    public static string Of(Role role) => role switch
    {
        Role.Owner => "owner",
        Role.Admin => "admin",
        Role.BillingAdmin => "billing_admin",
        Role.Member => "member",
        Role.Viewer => "viewer",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>A name's role; null when there is no such role.</summary>
    public static Role? Find(string name)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            if (Of(role) == name) return role;
        }

        return null;
    }
}
