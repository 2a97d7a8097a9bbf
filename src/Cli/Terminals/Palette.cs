using Spectre.Console;

namespace Carillon.Cli.Terminals;

/// <summary>What each style is for.</summary>
internal static class Palette
{
    public static Style Plain { get; } = Style.Plain;

    public static Style Dim { get; } = new(decoration: Decoration.Dim);

    public static Style Thought { get; } = new(decoration: Decoration.Dim | Decoration.Italic);

    public static Style Strong { get; } = new(decoration: Decoration.Bold);

    public static Style Name { get; } = new(Color.Teal);

    public static Style Good { get; } = new(Color.Green);

    public static Style Bad { get; } = new(Color.Red);

    public static Style Asking { get; } = new(Color.Olive, decoration: Decoration.Bold);

    public static Style Work { get; } = new(Color.Blue);

    public static Style Machine { get; } = new(Color.Purple);

    public static Style Warning { get; } = new(Color.Olive);
}
