using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carillon.Client;
using Carillon.Events;

namespace Carillon.Cli.Rendering;

/// <summary>How the program writes JSON for people and scripts.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(SessionMeta))]
[JsonSerializable(typeof(SessionSnapshot))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobRun))]
[JsonSerializable(typeof(PendingRequest))]
[JsonSerializable(typeof(TokenLine))]
[JsonSerializable(typeof(DaemonStatus))]
[JsonSerializable(typeof(FileItem))]
[JsonSerializable(typeof(FileIteration))]
[JsonSerializable(typeof(Identity))]
[JsonSerializable(typeof(Member))]
internal sealed partial class LineJson : JsonSerializerContext
{
    /// <summary>Text stays readable: only what JSON itself asks for is escaped.</summary>
    public static LineJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
