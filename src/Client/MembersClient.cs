using Carillon.Client.Http;

namespace Carillon.Client;

/// <summary>Who belongs to the caller's tenant, and with which role.</summary>
public sealed class MembersClient
{
    private readonly ApiCaller _api;

    internal MembersClient(ApiCaller api) => _api = api;

    /// <summary>Whom the server takes this client for.</summary>
    public Task<Identity> WhoAmIAsync(CancellationToken cancellationToken = default) => MembersApi.IdentityAsync(_api, cancellationToken);

    /// <summary>Everyone, by user id. Errors: permission_denied (owners and admins only).</summary>
    public Task<IReadOnlyList<Member>> ListAsync(CancellationToken cancellationToken = default) => MembersApi.ListAsync(_api, cancellationToken);

    /// <summary>Gives someone a role, or one who was removed a role again. Errors: permission_denied, not_found, last_owner, invalid.</summary>
    /// <param name="role">One of <see cref="MemberRoles"/>.</param>
    public Task<Member> SetRoleAsync(string userId, string role, CancellationToken cancellationToken = default) =>
        MembersApi.SetRoleAsync(_api, userId, role, cancellationToken);

    /// <summary>Removes someone: they are let in with no credential. Errors: permission_denied (owners only), not_found, last_owner.</summary>
    public Task RemoveAsync(string userId, CancellationToken cancellationToken = default) => MembersApi.RemoveAsync(_api, userId, cancellationToken);
}

/// <summary>Someone who belongs to a tenant. Times are Unix milliseconds.</summary>
/// <param name="Role">One of <see cref="MemberRoles"/>, or one that this version does not know.</param>
/// <param name="AddedAt">When they first came.</param>
/// <param name="UpdatedAt">When their role last changed.</param>
/// <param name="Email">As their credential says; null when it does not.</param>
public sealed record Member(string UserId, string Role, long AddedAt, long UpdatedAt, string? Email = null);

/// <summary>Whom the server takes someone for.</summary>
/// <param name="Role">The role that counts in the tenant, one of <see cref="MemberRoles"/>.</param>
public sealed record Identity(string UserId, string TenantId, string Role, string? Email = null);

/// <summary>The roles, from the most powerful to the least.</summary>
public static class MemberRoles
{
    /// <summary>Everything, and the tenant itself.</summary>
    public const string Owner = "owner";

    /// <summary>Everything but the tenant and its bills.</summary>
    public const string Admin = "admin";

    /// <summary>Sessions without deleting them, and bills.</summary>
    public const string BillingAdmin = "billing_admin";

    /// <summary>Sessions without deleting them.</summary>
    public const string Member = "member";

    /// <summary>Reads only.</summary>
    public const string Viewer = "viewer";
}
