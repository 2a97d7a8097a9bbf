using System.Text.Json;
using System.Text.Json.Serialization;

namespace Carillon.Events;

/// <summary>How catalogue events are written: camel case, enums by name, no nulls, strict numbers; unknown members are passed over.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowOutOfOrderMetadataProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Event))]
public sealed partial class EventJson : JsonSerializerContext;
