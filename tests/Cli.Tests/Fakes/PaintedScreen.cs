using System.Globalization;
using System.Text;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Tests.Fakes;

/// <summary>A terminal as a person sees it: obeys the few commands that the program gives, fails on any other.</summary>
internal sealed class PaintedScreen : TextWriter
{
    private readonly Lock _gate = new();
    private readonly List<StringBuilder> _lines = [new()];
    private readonly List<(Func<string, bool> IsWanted, TaskCompletionSource Seen)> _waiting = [];
    private int _row;
    private int _column;
    private string? _sequence;

    public PaintedScreen(int width = 60) => Screen = new Screen(this, new ScreenTraits(IsTerminal: true, Colours: false, () => width));

    public Screen Screen { get; }

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>What stands on it, without blanks at the ends of lines.</summary>
    public string Text
    {
        get
        {
            lock (_gate) return string.Join('\n', _lines.Select(line => line.ToString().TrimEnd())).TrimEnd('\n');
        }
    }

    /// <summary>Waits until a person can see what is wanted.</summary>
    public Task SeenAsync(Func<string, bool> isWanted)
    {
        lock (_gate)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (isWanted(Text)) seen.SetResult();
            else _waiting.Add((isWanted, seen));
            return seen.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public override void Write(char value)
    {
        lock (_gate)
        {
            Take(value);
            if (value == '\n') _waiting.RemoveAll(waiting => waiting.IsWanted(Text) && waiting.Seen.TrySetResult());
        }
    }

    private void Take(char value)
    {
        if (_sequence is not null || value == '\u001b')
        {
            _sequence += value;
            if (_sequence.Length > 2 && char.IsAsciiLetter(value)) Obey();
            return;
        }

        switch (value)
        {
            case '\n':
                _row++;
                _column = 0;
                if (_row == _lines.Count) _lines.Add(new StringBuilder());
                break;
            case '\r':
                _column = 0;
                break;
            default:
                Put(value);
                break;
        }
    }

    private void Put(char value)
    {
        var line = _lines[_row];
        while (line.Length <= _column) line.Append(' ');
        line[_column++] = value;
    }

    private void Obey()
    {
        var sequence = _sequence!;
        _sequence = null;
        switch (sequence[^1])
        {
            case 'm':
                break;
            case 'K':
                _lines[_row].Clear();
                break;
            case 'A':
                _row -= int.Parse(sequence[2..^1], CultureInfo.InvariantCulture);
                break;
            case 'J':
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                _lines[_row].Length = Math.Min(_lines[_row].Length, _column);
                break;
            default:
                throw new NotSupportedException($"A terminal was told {sequence[1..]}.");
        }
    }
}
