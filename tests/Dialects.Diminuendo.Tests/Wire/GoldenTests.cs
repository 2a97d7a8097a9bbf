using System.Text.Json.Nodes;

namespace Carillon.Dialects.Diminuendo.Tests.Wire;

public sealed class GoldenTests
{
    public static TheoryData<string> Names => [.. GoldenTable.All.Select(line => line.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_of_the_seed_is_sent_field_for_field(string name)
    {
        var line = GoldenTable.All.Single(candidate => candidate.Name == name);
        var sent = Written.Parse(line.Written);

        var expected = Written.Parse(line.Seed).Select(field => field.Key).Concat(line.Extras);
        Assert.Equal(expected, sent.Select(field => field.Key));

        foreach (var extra in line.Extras) sent.Remove(extra);
        Assert.Equal(Written.Canonical(line.Seed), Written.Canonical(((JsonNode)sent).ToJsonString()));
    }

    [Fact]
    public void What_goes_out_has_no_blanks_and_escapes_no_more_than_it_must()
    {
        var sent = GoldenTable.All.Single(line => line.Name == "turn_complete").Written;

        Assert.StartsWith("""{"type":"turn_complete","sessionId":"f47ac10b-...","turnId":"turn-001","finalText":"I've refactored""", sent, StringComparison.Ordinal);
    }
}
