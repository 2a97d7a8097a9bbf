using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Cli.Tests.Fakes;

namespace Carillon.Cli.Tests.Rendering;

public class ProseTests
{
    [Fact]
    public void Lines_are_broken_between_words_however_the_text_is_cut()
    {
        const string Text = "The quick brown fox jumps over the lazy dog and an_awfully_long_word_that_fits_nowhere, 日本語 too.";
        const string Expected = """
            The quick brown fox
            jumps over the lazy
            dog and
            an_awfully_long_wor
            d_that_fits_nowhere
            , 日本語 too.
            """;
        for (var size = 1; size < Text.Length; size++)
        {
            var screen = new PaintedScreen(width: 20);
            var prose = new Prose(new Page(screen.Screen), Palette.Plain);
            foreach (var piece in Text.Chunk(size)) prose.Write(new string(piece));
            prose.Flush();
            Assert.Equal(Expected, screen.Text);
        }
    }

    [Fact]
    public void Own_lines_and_indents_stay()
    {
        var screen = new PaintedScreen();
        var prose = new Prose(new Page(screen.Screen), Palette.Plain, margin: "  ");
        prose.Write("\n\nlist:\n- one\n    code\n\nend");
        prose.Flush();
        Assert.Equal("  list:\n  - one\n      code\n\n  end", screen.Text);
    }

    [Fact]
    public void In_a_pipe_nothing_is_broken_and_nothing_is_left_out()
    {
        var writer = new StringWriter();
        var prose = new Prose(new Page(new Screen(writer, ScreenTraits.Plain)), Palette.Plain);
        var text = "\n" + string.Join(' ', Enumerable.Repeat("word", 100)) + "\n\n";
        prose.Write(text);
        prose.Flush();
        Assert.Equal(text, writer.ToString());
    }
}
