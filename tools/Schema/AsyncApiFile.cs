using System.Text.Json.Nodes;

namespace Carillon.Tools.Schema;

/// <summary>The native surface's channels as AsyncAPI 3: what the server sends on each, by type.</summary>
internal static class AsyncApiFile
{
    private const string Sse = "sse";
    private const string WebSocket = "webSocket";

    public static string Make(EventModel model)
    {
        var messages = new JsonObject();
        foreach (var shape in model.Events) messages.Add(shape.Type, MessageOf(shape));
        messages.Add("custom", MessageOf("custom", "An event of a type that a client made up.", Envelope.Entry.Name));
        foreach (var (name, notice) in Envelope.Notices) messages.Add(name, MessageOf(name, notice.Description, notice.Name));
        var names = messages.Select(message => message.Key).ToList();

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
            ["servers"] = new JsonObject { ["local"] = Server("http"), ["localWebSocket"] = Server("ws") },
            ["channels"] = new JsonObject
            {
                [Sse] = Channel("local", "/v1/events", "Server-sent events: `id:` on durable events; a notice has its name as `event:`.", names),
                [WebSocket] = Channel("localWebSocket", "/v1/ws", "JSON-RPC 2.0: an entry is the `params` of a notification.", names),
            },
            ["operations"] = new JsonObject { ["followBySse"] = Operation(Sse), ["followByWebSocket"] = Operation(WebSocket) },
            ["components"] = new JsonObject { ["messages"] = messages },
        });
    }

    private static JsonObject Server(string protocol) => new() { ["host"] = "127.0.0.1:7777", ["protocol"] = protocol };

    private static JsonObject Channel(string server, string address, string description, IReadOnlyList<string> messages)
    {
        var carried = new JsonObject();
        foreach (var name in messages) carried.Add(name, Reference($"#/components/messages/{name}"));
        return new JsonObject
        {
            ["address"] = address,
            ["description"] = description,
            ["servers"] = new JsonArray(Reference($"#/servers/{server}")),
            ["messages"] = carried,
        };
    }

    private static JsonObject Operation(string channel) => new()
    {
        ["action"] = "send",
        ["channel"] = Reference($"#/channels/{channel}"),
        ["summary"] = "The server sends what a follower asked for, in the order it was committed.",
    };

    private static JsonObject MessageOf(EventShape shape)
    {
        var message = MessageOf(shape.Type, shape.Summary, shape.Type);
        message.Add("tags", new JsonArray(
            new JsonObject { ["name"] = shape.Durable ? "durable" : "ephemeral" },
            new JsonObject { ["name"] = $"stream:{shape.Stream.ToString().ToLowerInvariant()}" }));
        return message;
    }

    private static JsonObject MessageOf(string name, string summary, string definition) => new()
    {
        ["name"] = name,
        ["summary"] = summary,
        ["payload"] = new JsonObject
        {
            ["schemaFormat"] = "application/schema+json;version=draft-2020-12",
            ["schema"] = Reference($"./{JsonSchemaFile.Name}{EventModel.Definitions}{definition}"),
        },
    };

    private static JsonObject Reference(string target) => new() { ["$ref"] = target };
}
