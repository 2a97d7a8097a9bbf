using Carillon.Cli.Rendering;
using Carillon.Cli.Tests.Fakes;

namespace Carillon.Cli.Tests.Rendering;

public class TableTests
{
    [Fact]
    public void The_widest_column_gives_way_on_a_narrow_screen()
    {
        var screen = new PaintedScreen(width: 30);
        var table = new Table("ID", "NAME", "AGE");
        table.Add("a1", "a name that is longer than the screen", "1 d");
        table.Add("b2", "日本語", "just now");
        table.Write(screen.Screen);
        Assert.Equal(
            """
            ID  NAME             AGE
            a1  a name that is…  1 d
            b2  日本語           just now
            """,
            screen.Text);
    }

    [Fact]
    public void A_cell_cannot_break_its_line()
    {
        var screen = new PaintedScreen();
        var table = new Table("A", "B");
        table.Add("x\ny", "\u001b[2Jz");
        table.Write(screen.Screen);
        Assert.Equal("A    B\nx y  z", screen.Text);
    }
}
