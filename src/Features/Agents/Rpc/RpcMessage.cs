using System.Text.Json;
using System.Text.Json.Serialization;

namespace Carillon.Features.Agents.Rpc;

/// <summary>Any JSON-RPC 2.0 message: with a method it is a request (with id) or a notification, without one a response.</summary>
internal sealed record RpcMessage(JsonElement? Id, string? Method, JsonElement? Params, JsonElement? Result, JsonElement? Error);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(RpcMessage))]
internal sealed partial class RpcJson : JsonSerializerContext;
