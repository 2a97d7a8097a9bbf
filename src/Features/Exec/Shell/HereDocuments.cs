using System.Text;

namespace Carillon.Features.Exec.Shell;

/// <summary>Reads redirections, and here-documents once the line that announces them has ended.</summary>
internal sealed class HereDocuments(Cursor cursor)
{
    // Longer ones first: the first that fits is the one that is meant.
    private static readonly string[] Operators = ["<<<", "<<-", "<<", "<&", "<>", "&>>", "&>", ">>", ">|", ">&", "<", ">"];

    private readonly Queue<Announced> _announced = new();

    /// <summary>False, and nothing is passed over, when there is none here.</summary>
    public bool TryReadRedirection(List<Redirection> redirections)
    {
        var start = cursor.At;
        while (char.IsAsciiDigit(cursor.Now)) cursor.At++;
        var isProcess = cursor is { Now: '<' or '>', Next: '(' };
        if (isProcess || Array.Find(Operators, cursor.StartsWith) is not { } found)
        {
            cursor.At = start;
            return false;
        }

        cursor.Take(found);
        cursor.SkipBlanks();
        var target = new WordReader(cursor).Read()[0];
        if (found is "<<" or "<<-")
        {
            _announced.Enqueue(new Announced(redirections, redirections.Count, target.Text, found == "<<-", target.IsBare));
            target = new Word("", false);
        }

        redirections.Add(new Redirection(found, target));
        return true;
    }

    /// <summary>At the beginning of a line: the bodies that were announced before it.</summary>
    public void ReadBodies()
    {
        while (_announced.TryDequeue(out var next))
        {
            var body = ReadBody(next.Delimiter, next.StripsTabs);
            var word = next.Expands ? cursor.State.Nest(() => new WordReader(cursor.Inside(body)).ReadQuoted()) : new Word(body, true);
            next.Redirections[next.Index] = next.Redirections[next.Index] with { Target = word };
        }
    }

    private string ReadBody(string delimiter, bool stripsTabs)
    {
        var body = new StringBuilder();
        while (!cursor.IsAtEnd)
        {
            var end = cursor.Text.IndexOf('\n', cursor.At) is >= 0 and var found ? found : cursor.Text.Length;
            var line = cursor.Text[cursor.At..end];
            if (stripsTabs) line = line.TrimStart('\t');
            cursor.At = Math.Min(end + 1, cursor.Text.Length);
            if (line == delimiter) break;
            body.Append(line).Append('\n');
        }

        return body.ToString();
    }

    private sealed record Announced(List<Redirection> Redirections, int Index, string Delimiter, bool StripsTabs, bool Expands);
}
