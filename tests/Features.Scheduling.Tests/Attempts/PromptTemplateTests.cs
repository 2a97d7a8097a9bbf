using Carillon.Features.Scheduling.Attempts;

namespace Carillon.Features.Scheduling.Tests.Attempts;

public sealed class PromptTemplateTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["name"] = "Ada", ["tricky"] = "{{name}}" };

    [Theory]
    [InlineData("", "")]
    [InlineData("Hello", "Hello")]
    [InlineData("Hello {{name}}", "Hello Ada")]
    [InlineData("{{ name }}{{name}}", "AdaAda")]
    [InlineData("{{unknown}} {{name}}", "{{unknown}} Ada")]
    [InlineData("{{tricky}}", "{{name}}")]
    [InlineData("{{{name}}}", "{Ada}")]
    [InlineData("{{ {{name}}", "{{ Ada")]
    [InlineData("{{name", "{{name")]
    [InlineData("}} {{name}}", "}} Ada")]
    [InlineData("{{env:PATH}}", "{{env:PATH}}")]
    [InlineData("{{env:CARILLON_NOT_SET}}", "")]
    public void Known_names_are_filled_in_and_others_stay(string template, string filled) =>
        Assert.Equal(filled, PromptTemplate.Fill(template, Variables, new HashSet<string> { "CARILLON_NOT_SET" }));

    [Fact]
    public void What_is_kept_of_a_text_has_no_half_characters()
    {
        Assert.Equal("abc", TextBounds.Head("abc", 3));
        Assert.Equal("ab…", TextBounds.Head("abcd", 3));
        Assert.Equal("a…", TextBounds.Head("a\ud83d\ude00bc", 3));
        Assert.Equal("…cd", TextBounds.Tail("abcd", 3));
        Assert.Equal("…c", TextBounds.Tail("ab\ud83d\ude00c", 3));
    }
}
