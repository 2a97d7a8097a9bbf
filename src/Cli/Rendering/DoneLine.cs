using Carillon.Cli.Terminals;

namespace Carillon.Cli.Rendering;

/// <summary>Says that something was done as asked.</summary>
internal static class DoneLine
{
    public static void Write(Screen screen, string text)
    {
        screen.Write("✓ ", Palette.Good);
        screen.WriteLine(text);
    }
}
