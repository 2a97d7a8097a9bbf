using System.Text.Json;
using System.Text.Json.Serialization;

namespace Carillon.Features.Sessions.Storage;

/// <summary>How this room's documents are written: readable with any JSON tool, members that are null left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredSession))]
[JsonSerializable(typeof(StoredMessage))]
[JsonSerializable(typeof(StoredApproval))]
[JsonSerializable(typeof(ActiveMark))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(SessionPointer))]
internal sealed partial class StoredJson : JsonSerializerContext;
