using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Carillon.Architecture.Tests;

/// <summary>The table of words in docs/events.md against the words that a dialect's code really writes.</summary>
public sealed partial class DialectWordsTests
{
    [Theory]
    [InlineData("Aleph", 2)]
    [InlineData("Diminuendo", 4)]
    public void The_table_says_what_a_dialect_says(string dialect, int column)
    {
        var topics = Topics();
        var written =
            (from file in SourceTree.CSharp($"src/Dialects/{dialect}")
             from call in file.Root.DescendantNodes().OfType<InvocationExpressionSyntax>()
             where call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Word" } }
             let method = (GenericNameSyntax)((MemberAccessExpressionSyntax)call.Expression).Name
             let name = (LiteralExpressionSyntax)call.ArgumentList.Arguments[0].Expression
             select (Topic: topics[method.TypeArgumentList.Arguments[0].ToString()], Word: name.Token.ValueText))
            .ToLookup(word => word.Topic, word => word.Word);

        Assert.NotEmpty(written);
        foreach (var (topic, cell) in Cells(column))
        {
            var always = Words().Matches(Aside().Replace(cell, "")).Select(word => word.Value).ToHashSet();
            var all = Words().Matches(cell).Select(word => word.Value).ToHashSet();
            Assert.True(always.IsSubsetOf(written[topic]), $"{topic}: the table says '{cell}', the dialect {string.Join(", ", written[topic])}");
            Assert.True(all.IsSupersetOf(written[topic]), $"{topic}: the dialect says {string.Join(", ", written[topic])}, the table '{cell}'");
        }
    }

    /// <summary>Record to topic, as the catalogue lists them.</summary>
    private static Dictionary<string, string> Topics() => Derived().Matches(SourceTree.Read("src/Events/Event.cs"))
        .ToDictionary(line => line.Groups[1].Value, line => line.Groups[2].Value);

    private static IEnumerable<(string Topic, string Cell)> Cells(int column) =>
        from line in SourceTree.Read("docs/events.md").Split("## One fact, every dialect")[1].Split("\n## ")[0].Split('\n')
        where line.StartsWith("| `", StringComparison.Ordinal)
        let cells = line.Split('|')
        let cell = cells[column].Trim()

        // In italics stands what is no word of the dialect's own.
        select (cells[1].Trim(' ', '`'), cell.StartsWith('*') ? "" : cell);

    [GeneratedRegex("""typeof\((\w+)\), "([a-z_.]+)""")]
    private static partial Regex Derived();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Aside();

    [GeneratedRegex(@"\b[a-z]+(?:[_.][a-z]+)+\b")]
    private static partial Regex Words();
}
