using System.Text.Json.Nodes;
using Carillon.Events;
using Carillon.Events.Tests;

namespace Carillon.Tools.Schema.Tests;

public sealed class ValidityTests
{
    private readonly SchemaChecker _checker = new(Generated.Json("schema/events.schema.json"));

    public static TheoryData<string> Types => [.. Catalogue.All.Select(type => type.Type)];

    [Theory, MemberData(nameof(Types))]
    public void An_event_as_it_is_written_fits_its_schema(string type)
    {
        var entry = EntryOf(type);

        Assert.Empty(_checker.Check(entry, type));
        Assert.Empty(_checker.Check(entry));
    }

    [Theory, MemberData(nameof(Types))]
    public void Data_without_one_of_its_required_members_does_not_fit(string type)
    {
        Assert.True(Catalogue.TryGet(type, out var line));
        var required = Generated.Json("schema/events.schema.json")["$defs"]![line.ClrType.Name]!["required"]!.AsArray();

        Assert.NotEmpty(required);
        foreach (var name in required)
        {
            var entry = EntryOf(type);
            entry["data"]!.AsObject().Remove((string)name!);
            Assert.Equal([$"{type}.data: {name} is missing"], _checker.Check(entry, type));
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void A_member_of_the_wrong_type_does_not_fit(string type)
    {
        foreach (var (name, value) in EntryOf(type)["data"]!.AsObject())
        {
            if (type == "tool.called" && name == "args") continue;
            var entry = EntryOf(type);
            entry["data"]![name] = value!.GetValueKind() == System.Text.Json.JsonValueKind.Array ? "no list" : new JsonArray();
            Assert.Contains($"{type}.data.{name}: ", Assert.Single(_checker.Check(entry, type)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_custom_type_fits_the_entry_and_no_alternative()
    {
        var entry = EntryOf("turn.started");
        entry["type"] = "weather.changed";

        Assert.Empty(_checker.Check(entry, "Entry"));
        Assert.Equal(["$: fits 0 alternatives"], _checker.Check(entry));
    }

    [Fact]
    public void An_ephemeral_type_said_to_be_durable_does_not_fit()
    {
        var entry = EntryOf("turn.text_delta");
        entry["durable"] = true;

        Assert.Equal(["turn.text_delta.durable: true is not false"], _checker.Check(entry, "turn.text_delta"));
    }

    private static JsonObject EntryOf(string type)
    {
        Assert.True(Catalogue.TryGet(type, out var line));
        var golden = GoldenEvents.All.Single(golden => golden.Value.GetType() == line.ClrType);
        var entry = JsonNode.Parse("""{ "stream": "session:s1", "seq": 1, "epoch": 1, "time": 1000 }""")!.AsObject();
        entry["type"] = type;
        entry["durable"] = line.Durability == Durability.Durable;
        entry["data"] = JsonNode.Parse(Catalogue.Encode(golden.Value));
        return entry;
    }
}
