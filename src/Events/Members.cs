namespace Carillon.Events;

/// <summary>Someone became a member of the tenant, or has another role there.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Role"><c>owner</c>, <c>admin</c>, <c>billing_admin</c>, <c>member</c> or <c>viewer</c>.</param>
/// <param name="By">Who gave the role; absent when the member brought it along.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record MemberUpdated(string UserId, string Role, string? By = null) : Event;

/// <summary>Someone is no longer a member of the tenant.</summary>
/// <param name="UserId">Who.</param>
/// <param name="By">Who removed them.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record MemberRemoved(string UserId, string? By = null) : Event;
