using System.Collections.Immutable;
using Carillon.Contracts.Identity;
using Carillon.Contracts.Members;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Events;

namespace Carillon.Features.Members;

/// <summary>Keeps tenants' members, so that each always has an owner.</summary>
public sealed class TenantMembers(ILog log, IDocuments documents, TimeProvider clock) : IMembers
{
    private readonly Rosters _rosters = new(log, documents);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public async ValueTask<Caller> AdmitAsync(Caller caller, CancellationToken cancellationToken)
    {
        var roster = await _rosters.GetAsync(caller.TenantId, cancellationToken);
        if (IsNews(roster, caller))
        {
            await NoteAsync(caller, cancellationToken);
            roster = await _rosters.GetAsync(caller.TenantId, cancellationToken);
        }

        return Admit(roster, caller);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Member>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        MemberPermissions.Demand(await AdmitAsync(caller, cancellationToken), MemberAction.Read);
        var roster = await _rosters.GetAsync(caller.TenantId, cancellationToken);
        return [.. roster.Values.Where(member => !member.Removed).Select(member => member.ToMember())];
    }

    /// <inheritdoc/>
    public async ValueTask<Member> SetRoleAsync(Caller caller, string userId, Role role, CancellationToken cancellationToken)
    {
        await AdmitAsync(caller, cancellationToken);
        var changed = await _rosters.ChangeAsync(
            caller.TenantId,
            members =>
            {
                var asking = Admit(members, caller);
                MemberPermissions.Demand(asking, MemberAction.Write);
                var member = members.GetValueOrDefault(userId) ?? throw NoMember();
                MemberPermissions.DemandForChange(asking, member.Role, role);
                if (role != Role.Owner) CheckOwnerRemains(members, member);
                var after = member with { Given = role, Removed = false, UpdatedAt = Now };
                return (after, new MemberUpdated(userId, RoleNames.Of(role), caller.UserId));
            },
            cancellationToken);
        return changed!.ToMember();
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(Caller caller, string userId, CancellationToken cancellationToken)
    {
        await AdmitAsync(caller, cancellationToken);
        await _rosters.ChangeAsync(
            caller.TenantId,
            members =>
            {
                MemberPermissions.Demand(Admit(members, caller), MemberAction.Delete);
                var member = members.GetValueOrDefault(userId) is { Removed: false } there ? there : throw NoMember();
                CheckOwnerRemains(members, member);
                return (member with { Removed = true, UpdatedAt = Now }, new MemberRemoved(userId, caller.UserId));
            },
            cancellationToken);
    }

    private async ValueTask NoteAsync(Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            await _rosters.ChangeAsync(caller.TenantId, members => Meet(members, caller), cancellationToken);
        }
        catch (CarillonException refused) when (refused.Code == ErrorCode.StorageUnavailable)
        {
            // A full disk keeps nobody from reading; they are noted when they come again.
        }
    }

    private static Caller Admit(ImmutableSortedDictionary<string, StoredMember> members, Caller caller) =>
        members.GetValueOrDefault(caller.UserId) switch
        {
            { Removed: true } => throw new CarillonException(ErrorCode.PermissionDenied, "You are no longer a member here."),
            { Given: { } role } => caller with { Role = role },
            _ => caller,
        };

    /// <summary>A role below one that was brought before is none: someone may hold several credentials.</summary>
    private static bool IsNews(ImmutableSortedDictionary<string, StoredMember> members, Caller caller) =>
        members.GetValueOrDefault(caller.UserId) is not { } member
        || (!member.Removed && (caller.Role < member.Brought || (caller.Email is not null && caller.Email != member.Email)));

    private (StoredMember Member, Event? Announcement)? Meet(ImmutableSortedDictionary<string, StoredMember> members, Caller caller)
    {
        if (!IsNews(members, caller)) return null;
        var before = members.GetValueOrDefault(caller.UserId);
        var member = before ?? new StoredMember(caller.UserId, caller.Role, Now, Now);
        member = member with { Email = caller.Email ?? member.Email, Brought = caller.Role < member.Brought ? caller.Role : member.Brought };
        if (before?.Role == member.Role) return (member, null);
        return (member with { UpdatedAt = Now }, new MemberUpdated(member.UserId, RoleNames.Of(member.Role)));
    }

    private static void CheckOwnerRemains(ImmutableSortedDictionary<string, StoredMember> members, StoredMember leaving)
    {
        if (leaving.Role != Role.Owner || leaving.Removed) return;
        if (members.Values.Any(member => member.Role == Role.Owner && !member.Removed && member.UserId != leaving.UserId)) return;
        throw new CarillonException(ErrorCode.LastOwner, "The tenant must keep an owner.");
    }

    private static CarillonException NoMember() => new(ErrorCode.NotFound, "There is no such member.");
}
