namespace Carillon.Events;

/// <summary>A scheduled job's run began.</summary>
/// <param name="TriggerSource"><c>schedule</c>, <c>manual</c>, <c>chain</c> or <c>catch_up</c>.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record CronTriggered(string JobId, string RunId, string TriggerSource) : Event;

/// <summary>A scheduled job's run ended well.</summary>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record CronCompleted(string JobId, string RunId, long DurationMs) : Event;

/// <summary>A scheduled job failed, after its last retry.</summary>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record CronFailed(string JobId, string RunId, string Error) : Event;
