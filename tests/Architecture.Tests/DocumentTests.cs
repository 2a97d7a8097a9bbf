using System.Globalization;
using System.Text.RegularExpressions;

namespace Carillon.Architecture.Tests;

public sealed partial class DocumentTests
{
    [Fact]
    public void Decisions_are_numbered_without_a_hole_and_in_one_form()
    {
        var decisions = SourceTree.Files("*.md", "docs/adr");

        Assert.NotEmpty(decisions);
        for (var i = 0; i < decisions.Count; i++)
        {
            var number = (i + 1).ToString("0000", CultureInfo.InvariantCulture);
            Assert.StartsWith($"docs/adr/{number}-", decisions[i], StringComparison.Ordinal);
            var text = SourceTree.Read(decisions[i]);
            Assert.StartsWith($"# {number} ", text, StringComparison.Ordinal);
            Assert.Equal(["Context", "Decision", "Consequences"], Headings().Matches(text).Select(heading => heading.Groups[1].Value));
        }
    }

    [Fact]
    public void A_link_to_a_file_leads_to_a_file()
    {
        var broken =
            from page in SourceTree.Files("*.md")
            from Match link in Links().Matches(SourceTree.Read(page))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(SourceTree.Root, Path.GetDirectoryName(page)!, target))
            select $"{page}: {link.Groups[1].Value}";

        Assert.Empty(broken);
    }

    [Fact]
    public void The_page_for_those_who_work_here_stays_short() => Assert.InRange(SourceTree.Read("AGENTS.md").Count(c => c == '\n'), 1, 100);

    [GeneratedRegex(@"^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();
}
