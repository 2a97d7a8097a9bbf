using Carillon.Events;

namespace Carillon.Tools.Schema.Tests;

public sealed class CoverageTests
{
    public static TheoryData<string> Types => [.. Catalogue.All.Select(type => type.Type)];

    [Theory, MemberData(nameof(Types))]
    public void A_type_stands_in_every_generated_file(string type)
    {
        Assert.True(Catalogue.TryGet(type, out var line));

        var schema = Generated.Json("schema/events.schema.json");
        Assert.NotNull(schema["$defs"]![type]);
        Assert.NotNull(schema["$defs"]![line.ClrType.Name]!["description"]);
        Assert.Single(schema["oneOf"]!.AsArray(), alternative => (string)alternative!["$ref"]! == $"#/$defs/{type}");

        var asyncApi = Generated.Json("schema/asyncapi.json");
        Assert.Equal(
            $"./events.schema.json#/$defs/{type}",
            (string?)asyncApi["components"]!["messages"]![type]!["payload"]!["schema"]!["$ref"]);
        Assert.NotNull(asyncApi["channels"]!["eventStream"]!["messages"]![type]);
        Assert.NotNull(asyncApi["channels"]!["rpc"]!["messages"]![$"rpc.{type}"]);
        Assert.Equal(
            $"./events.schema.json#/$defs/{type}",
            (string?)asyncApi["components"]!["messages"]![$"rpc.{type}"]!["payload"]!["schema"]!["properties"]!["params"]!["$ref"]);

        var typeScript = Generated.Text("schema/events.d.ts");
        Assert.Contains($"export interface {line.ClrType.Name} {{\n", typeScript, StringComparison.Ordinal);
        Assert.Contains($"  readonly \"{type}\": {line.ClrType.Name};\n", typeScript, StringComparison.Ordinal);

        var kind = line.Durability == Durability.Durable ? "durable" : "ephemeral";
        Assert.Contains($"| `{type}` | {kind} | {line.Stream.ToString().ToLowerInvariant()} |", Generated.Text("docs/events.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_words_has_a_line_for_every_type_and_for_no_other() =>
        Assert.Equal(
            Catalogue.All.Select(type => type.Type),
            DialectWords.All.Select(line => line.Type).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var definitions = Generated.Json("schema/events.schema.json")["$defs"]!.AsObject().Select(definition => definition.Key).ToHashSet();
        foreach (var path in (string[])["schema/events.schema.json", "schema/asyncapi.json"])
        {
            var text = Generated.Text(path);
            const string Mark = "#/$defs/";
            for (var at = text.IndexOf(Mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Mark, at + 1, StringComparison.Ordinal))
            {
                var start = at + Mark.Length;
                Assert.Contains(text[start..text.IndexOf('"', start)], definitions);
            }
        }
    }
}
