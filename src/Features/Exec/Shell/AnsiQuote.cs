using System.Globalization;
using System.Text;

namespace Carillon.Features.Exec.Shell;

/// <summary>Reads <c>$'…'</c>: escapes as in C.</summary>
internal static class AnsiQuote
{
    private const int MaxRune = 0x10FFFF;

    /// <summary>Reads on from behind the opening quote to behind the closing one.</summary>
    public static string Read(Cursor cursor)
    {
        var text = new StringBuilder();
        while (cursor.Now != '\'')
        {
            if (cursor.IsAtEnd) throw new ShellSyntaxException("a quote is not closed");
            if (cursor.Now != '\\')
            {
                text.Append(cursor.Now);
                cursor.At++;
                continue;
            }

            cursor.At++;
            Escape(cursor, text);
        }

        cursor.At++;
        return text.ToString();
    }

    private static void Escape(Cursor cursor, StringBuilder text)
    {
        var letter = cursor.Now;
        cursor.At++;
        switch (letter)
        {
            case 'x':
                text.Append(Number(cursor, 2, 16));
                break;
            case 'u':
                text.Append(Number(cursor, 4, 16));
                break;
            case 'U':
                text.Append(Number(cursor, 8, 16));
                break;
            case >= '0' and <= '7':
                cursor.At--;
                text.Append(Number(cursor, 3, 8));
                break;
            default:
                text.Append(Plain(letter));
                break;
        }
    }

    private static char Plain(char letter) => letter switch
    {
        'a' => '\a',
        'b' => '\b',
        'e' or 'E' => '\u001b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => letter,
    };

    private static string Number(Cursor cursor, int most, int radix)
    {
        var value = 0L;
        for (var i = 0; i < most && IsDigit(cursor.Now, radix); i++, cursor.At++)
        {
            value = (value * radix) + int.Parse(cursor.Now.ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return value <= MaxRune && Rune.IsValid((int)value) ? new Rune((int)value).ToString() : "\uFFFD";
    }

    private static bool IsDigit(char letter, int radix) => radix == 16 ? char.IsAsciiHexDigit(letter) : letter is >= '0' and <= '7';
}
