using System.Text.Json.Serialization;

namespace Carillon.Contracts.Scheduling;

/// <summary>When a job is due: exactly one of the three. A job without a schedule runs by hand or in a chain only.</summary>
/// <param name="Cron">A cron expression of 5 fields, in the job's time zone.</param>
/// <param name="EveryMs">Every so many milliseconds, from 1,000, counted from when the schedule was set.</param>
/// <param name="At">Once, at this moment: Unix milliseconds, not in the past.</param>
public sealed record JobSchedule(string? Cron = null, long? EveryMs = null, long? At = null)
{
    /// <summary>Which of the three it is: <c>cron</c>, <c>every</c> or <c>once</c> (spec: Aleph, section 6.1).</summary>
    [JsonIgnore]
    public string Kind => Cron is not null ? "cron" : EveryMs is not null ? "every" : "once";
}

/// <summary>What happens to a due time while the job still runs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OverlapPolicy>))]
public enum OverlapPolicy
{
    /// <summary>It passes; the job counts it.</summary>
    [JsonStringEnumMemberName("skip")] Skip,

    /// <summary>Its run waits until the one before has ended; of more than 100 that wait, the rest pass.</summary>
    [JsonStringEnumMemberName("queue")] Queue,

    /// <summary>Its run starts beside the others.</summary>
    [JsonStringEnumMemberName("parallel")] Parallel,
}

/// <summary>What happens to due times that passed by more than a minute, while the server was down or the machine slept.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CatchUpPolicy>))]
public enum CatchUpPolicy
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("skip")] Skip,

    /// <summary>One run for all of them.</summary>
    [JsonStringEnumMemberName("once")] Once,

    /// <summary>A run for each of the latest, up to the job's limit, oldest first.</summary>
    [JsonStringEnumMemberName("all")] All,
}
