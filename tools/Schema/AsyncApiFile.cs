using System.Text.Json.Nodes;

namespace Carillon.Tools.Schema;

/// <summary>The native surface's channels as AsyncAPI 3: what the server sends on each, by type.</summary>
internal static class AsyncApiFile
{
    private const string Http = "http";
    private const string Ws = "ws";
    private const string RpcPrefix = "rpc.";

    // A follow over JSON-RPC is answered with its cursor, or with a reset, where an event stream has to say it in a notice.
    private static readonly string[] RpcNotices = ["gap", "live", "shutdown"];

    public static string Make(EventModel model)
    {
        var messages = new JsonObject();
        foreach (var message in SseMessages(model)) messages.Add(message.Name, message.ToJson());
        foreach (var message in RpcMessages(model)) messages.Add(message.Name, message.ToJson());

        return JsonText.Of(new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Carillon, native surface",
                ["version"] = typeof(Events.Event).Assembly.GetName().Version!.ToString(3),
                ["description"] = "What a follower receives. Made from the records in src/Events; do not edit.",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["url"] = "https://www.apache.org/licenses/LICENSE-2.0" },
            },
            ["defaultContentType"] = "application/json",
            ["servers"] = new JsonObject { [Http] = Server(Http), [Ws] = Server(Ws) },
            ["channels"] = new JsonObject
            {
                ["eventStream"] = Channel(
                    Http, "/v1/events", "Server-sent events: `id:` on durable ones; a notice has its name as `event:`.", SseMessages(model)),
                ["rpc"] = Channel(Ws, "/v1/ws", "JSON-RPC 2.0 over WebSocket: after `follow`, notifications.", RpcMessages(model)),
            },
            ["operations"] = new JsonObject { ["followByEventStream"] = Operation("eventStream"), ["followByRpc"] = Operation("rpc") },
            ["components"] = new JsonObject { ["messages"] = messages },
        });
    }

    private static IEnumerable<Message> SseMessages(EventModel model) =>
    [
        .. model.Events.Select(shape => new Message(shape.Type, shape.Summary, Reference(shape.Type), Tags(shape))),
        new Message("custom", "An event of a type that a client made up.", Reference(Envelope.Entry.Name), []),
        .. Envelope.Notices.Select(notice => new Message(notice.Key, notice.Value.Description, Reference(notice.Value.Name), [])),
    ];

    private static IEnumerable<Message> RpcMessages(EventModel model)
    {
        foreach (var message in SseMessages(model))
        {
            var isNotice = Envelope.Notices.ContainsKey(message.Name);
            if (isNotice && !RpcNotices.Contains(message.Name)) continue;
            yield return message with
            {
                Name = RpcPrefix + message.Name,
                Payload = Notification(isNotice ? message.Name : "event", message.Payload),
            };
        }
    }

    private static JsonObject Notification(string method, JsonObject parameters) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["jsonrpc"] = new JsonObject { ["const"] = "2.0" },
            ["method"] = new JsonObject { ["const"] = method },
            ["params"] = parameters,
        },
        ["required"] = JsonText.Array(["jsonrpc", "method", "params"]),
    };

    private static string[] Tags(EventShape shape) => [shape.Durable ? "durable" : "ephemeral", $"stream:{shape.Stream.ToString().ToLowerInvariant()}"];

    private static JsonObject Server(string protocol) => new() { ["host"] = "127.0.0.1:7777", ["protocol"] = protocol };

    private static JsonObject Channel(string server, string address, string description, IEnumerable<Message> messages)
    {
        var carried = new JsonObject();
        foreach (var message in messages) carried.Add(message.Name, Pointer($"#/components/messages/{message.Name}"));
        return new JsonObject
        {
            ["address"] = address,
            ["description"] = description,
            ["servers"] = new JsonArray(Pointer($"#/servers/{server}")),
            ["messages"] = carried,
        };
    }

    private static JsonObject Operation(string channel) => new()
    {
        ["action"] = "send",
        ["channel"] = Pointer($"#/channels/{channel}"),
        ["summary"] = "The server sends what a follower asked for, in the order it was committed.",
    };

    private static JsonObject Reference(string definition) => Pointer($"./{JsonSchemaFile.Name}{EventModel.Definitions}{definition}");

    private static JsonObject Pointer(string target) => new() { ["$ref"] = target };

    private sealed record Message(string Name, string Summary, JsonObject Payload, string[] Tags)
    {
        public JsonObject ToJson()
        {
            var json = new JsonObject
            {
                ["name"] = Name,
                ["summary"] = Summary,
                ["payload"] = new JsonObject
                {
                    ["schemaFormat"] = "application/schema+json;version=draft-2020-12",
                    ["schema"] = Payload,
                },
            };
            if (Tags.Length > 0) json.Add("tags", new JsonArray([.. Tags.Select(tag => new JsonObject { ["name"] = tag })]));
            return json;
        }
    }
}
