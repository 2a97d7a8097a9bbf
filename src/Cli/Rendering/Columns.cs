using System.Text;
using Spectre.Console.Rendering;

namespace Carillon.Cli.Rendering;

/// <summary>Counts and cuts text by the columns it takes on a screen.</summary>
internal static class Columns
{
    private const string Ellipsis = "…";

    /// <summary>How many columns a text on one line takes.</summary>
    public static int Of(string text) => text.Length == 0 ? 0 : new Segment(text).CellCount();

    /// <summary>The text itself if it fits, or its beginning with an ellipsis.</summary>
    public static string Cut(string text, int width)
    {
        if (width <= 0) return "";
        if (Of(text) <= width) return text;
        return Head(text, width - 1) + Ellipsis;
    }

    /// <summary>As much of the beginning as fits; at least one character, so that who cuts in a loop comes to an end.</summary>
    public static string Head(string text, int width)
    {
        var head = new StringBuilder();
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns += Of(rune.ToString());
            if (columns > width && head.Length > 0) break;
            head.Append(rune.ToString());
        }

        return head.ToString();
    }
}
