using System.Text.Json;
using System.Text.Json.Serialization;
using Carillon.Contracts.Scheduling;

namespace Carillon.Features.Scheduling.Storage;

/// <summary>A run's document.</summary>
/// <param name="Number">1 for the job's first run.</param>
internal sealed record StoredRun(long Number, JobRun Run)
{
    [JsonIgnore]
    public bool HasEnded => Run.Status is JobRunStatus.Completed or JobRunStatus.Failed;
}

/// <summary>Says that a run has not ended.</summary>
internal sealed record ActiveMark(string JobId, long Number);

/// <summary>What a job's latest good run gave.</summary>
internal sealed record LastOutput(string Text);

/// <summary>How this room's documents are written: readable with any JSON tool, members that are null left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredJob))]
[JsonSerializable(typeof(StoredRun))]
[JsonSerializable(typeof(JobDefinition))]
[JsonSerializable(typeof(ActiveMark))]
[JsonSerializable(typeof(LastOutput))]
internal sealed partial class StoredJson : JsonSerializerContext;
