using System.Text;
using System.Text.Json.Nodes;
using Carillon.Core.Connections;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Following;
using Carillon.Dialects.Native.Rpc;
using Carillon.Events;
using Carillon.Events.Tests;
using Carillon.Tools.Schema.Tests;

namespace Carillon.Dialects.Native.Tests;

/// <summary>What this dialect writes, against the schema that is published for it.</summary>
public sealed class SchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "events.schema.json")))!.AsObject();

    private readonly SchemaChecker _checker = new(Schema);

    public static TheoryData<string> Types => [.. Catalogue.All.Select(type => type.Type)];

    [Theory, MemberData(nameof(Types))]
    public void An_entry_of_the_catalogue_fits_the_schema_of_its_type(string type)
    {
        var value = GoldenEvents.All.Single(golden => Catalogue.Of(golden.Value).Type == type).Value;
        var entry = EntryOf(value, new Labels([new Scope("task", "t1")], ["ann"]));

        Assert.Empty(_checker.Check(SseDataOf(entry), type));
        Assert.Empty(_checker.Check(RpcOf(entry)["params"], type));
    }

    [Fact]
    public void Nothing_is_written_that_the_schema_does_not_name()
    {
        var durable = new TurnStarted("s1", "u1", "demo", "Hello");
        var written = SseDataOf(EntryOf(durable, new Labels([new Scope("task", "t1")], ["ann"])));
        var named = Schema["$defs"]!["Entry"]!["properties"]!.AsObject().Select(member => member.Key);

        Assert.Equal(named.Order(StringComparer.Ordinal), written.Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(GapReason.NotKept)]
    [InlineData(GapReason.TooSlow)]
    public void A_gap_fits_its_schema(GapReason reason)
    {
        var gap = new Gap(new StreamId("t1", "session:s1"), 3, 7, reason);
        var writer = new MessageWriter(Framing.Raw);
        SseFormat.Shared.WriteGap(gap, writer);

        Assert.Empty(_checker.Check(DataOf(Encoding.UTF8.GetString(writer.ToFrame().Bytes)), "Gap"));
    }

    [Fact]
    public void What_a_follower_is_told_beside_events_fits_its_schema()
    {
        Assert.Empty(_checker.Check(DataOf(SseBlocks.Live), "LiveNotice"));
        Assert.Empty(_checker.Check(DataOf(SseBlocks.Shutdown(StopReasons.Restart)), "ShutdownNotice"));
        Assert.Empty(_checker.Check(DataOf(SseBlocks.Cursor(1, 2)), "CursorNotice"));
        Assert.Empty(_checker.Check(DataOf(SseBlocks.Reset(1, "lost")), "ResetNotice"));
    }

    private static Entry EntryOf(Event value, Labels labels)
    {
        var type = Catalogue.Of(value);
        return new Entry(value)
        {
            Stream = new StreamId("t1", "session:s1"),
            Seq = 9,
            FirstSeq = 8,
            Epoch = 1,
            Position = 20,
            Time = 1000,
            Type = type.Type,
            Durable = type.Durability == Durability.Durable,
            Id = "i1",
            Data = Catalogue.Encode(value),
            Labels = labels,
        };
    }

    private static JsonObject SseDataOf(Entry entry) => DataOf(entry.FrameFor(SseFormat.Shared, Framing.Raw));

    private static JsonObject RpcOf(Entry entry) => JsonNode.Parse(entry.FrameFor(RpcFormat.Shared, Framing.Raw).Bytes)!.AsObject();

    private static JsonObject DataOf(Frame block) => DataOf(Encoding.UTF8.GetString(block.Bytes));

    private static JsonObject DataOf(string block) =>
        JsonNode.Parse(block.Split('\n').Single(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..])!.AsObject();
}
