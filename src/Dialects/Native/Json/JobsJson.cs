using System.Text.Json;
using System.Text.Json.Serialization;
using Carillon.Contracts.Scheduling;

namespace Carillon.Dialects.Native.Json;

/// <summary>Answers about scheduled jobs.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(JobRun))]
[JsonSerializable(typeof(JobRunPage))]
internal sealed partial class JobsJson : JsonSerializerContext;
