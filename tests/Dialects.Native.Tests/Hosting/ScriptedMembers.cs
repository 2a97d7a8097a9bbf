using System.Collections.Concurrent;
using Carillon.Contracts.Members;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Testing;

/// <summary>One tenant's members; an owner may do everything with them, everyone else nothing.</summary>
internal sealed class ScriptedMembers : IMembers
{
    public ConcurrentDictionary<string, Member> All { get; } = new(
        [new(Caller.Dev.UserId, new Member(Caller.Dev.UserId, Role.Owner, 1000, 1000, Caller.Dev.Email)), new("auth0|a/b", new Member("auth0|a/b", Role.BillingAdmin, 1001, 1002))]);

    public ValueTask<Caller> AdmitAsync(Caller caller, CancellationToken cancellationToken) => new(caller);

    public ValueTask<IReadOnlyList<Member>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        Check(caller);
        return new([.. All.Values.OrderBy(member => member.AddedAt)]);
    }

    public ValueTask<Member> SetRoleAsync(Caller caller, string userId, Role role, CancellationToken cancellationToken)
    {
        Check(caller);
        return new(All[userId] = Find(userId) with { Role = role, UpdatedAt = 2000 });
    }

    public ValueTask RemoveAsync(Caller caller, string userId, CancellationToken cancellationToken)
    {
        Check(caller);
        if (Find(userId).Role == Role.Owner) throw new CarillonException(ErrorCode.LastOwner, "The tenant must keep an owner.");
        All.TryRemove(userId, out _);
        return ValueTask.CompletedTask;
    }

    private static void Check(Caller caller)
    {
        if (caller.Role != Role.Owner) throw new CarillonException(ErrorCode.PermissionDenied, "Your role does not allow that.");
    }

    private Member Find(string userId) => All.GetValueOrDefault(userId) ?? throw new CarillonException(ErrorCode.NotFound, "There is no such member.");
}
