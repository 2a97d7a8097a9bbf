using System.Security.Claims;
using Carillon.Contracts.Identity;
using Carillon.Core.Identity;

namespace Carillon.Features.Identity.Jwt;

/// <summary>Who a verified token speaks of: <c>sub</c>, <c>tenant_id</c>, <c>email</c>, and <c>role</c> or <c>roles</c>.</summary>
internal static class CallerClaims
{
    private const int MaxEmailLength = 254;

    /// <summary>The caller; null when the token does not say who or where. Without a role that is known it may only read; of several the most powerful counts.</summary>
    public static Caller? Read(ClaimsIdentity claims)
    {
        if (Single(claims, "sub") is not { } user || !IdentityNames.IsUserId(user)) return null;
        if (Single(claims, "tenant_id") is not { } tenant || !IdentityNames.IsTenantId(tenant)) return null;
        var email = Single(claims, "email") is { Length: <= MaxEmailLength } known ? known : null;
        return new Caller(user, tenant, RoleOf(claims), email);
    }

    private static Role RoleOf(ClaimsIdentity claims)
    {
        var role = Role.Viewer;
        foreach (var claim in claims.Claims)
        {
            if (claim.Type is "role" or "roles" && RoleNames.Find(claim.Value) is { } named && named < role) role = named;
        }

        return role;
    }

    private static string? Single(ClaimsIdentity claims, string type)
    {
        var found = claims.FindAll(claim => claim.Type == type).Take(2).ToList();
        return found.Count == 1 ? found[0].Value : null;
    }
}
