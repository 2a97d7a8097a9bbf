using Carillon.Core.Identity;

namespace Carillon.Contracts.Members;

/// <summary>
/// Who belongs to a tenant, and with which role. A credential says who someone is and which role they bring; a role that was given
/// to them in the tenant counts instead of it, whatever credential they show, and one who was removed is let in with none.
/// Changes are committed before a call returns, with the events that announce them, and hold from the next call on.
/// </summary>
public interface IMembers
{
    /// <summary>
    /// The caller with the role that counts. Whoever comes for the first time is a member from now on. Errors: PermissionDenied
    /// (they were removed).
    /// </summary>
    ValueTask<Caller> AdmitAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>The members of the caller's tenant, by user id. Errors: PermissionDenied (needs member:read: owner, admin).</summary>
    ValueTask<IReadOnlyList<Member>> ListAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a member another role, or one who was removed a role again. Errors: PermissionDenied (needs member:write: owner, admin;
    /// only an owner makes or unmakes one), NotFound (nobody of that id was ever here), LastOwner.
    /// </summary>
    ValueTask<Member> SetRoleAsync(Caller caller, string userId, Role role, CancellationToken cancellationToken);

    /// <summary>Removes a member. Errors: PermissionDenied (needs member:delete: owner), NotFound, LastOwner.</summary>
    ValueTask RemoveAsync(Caller caller, string userId, CancellationToken cancellationToken);
}

/// <summary>Someone who belongs to a tenant. Times are Unix milliseconds.</summary>
/// <param name="Role">The role they were given, or else the highest that a credential of theirs brought.</param>
/// <param name="AddedAt">When they first came.</param>
/// <param name="UpdatedAt">When their role last changed.</param>
/// <param name="Email">As their credential says; null when it does not.</param>
public sealed record Member(string UserId, Role Role, long AddedAt, long UpdatedAt, string? Email = null);
