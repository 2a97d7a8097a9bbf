using System.Globalization;
using Carillon.Cli.Terminals;
using Carillon.Client;
using Spectre.Console;

namespace Carillon.Cli.Rendering;

/// <summary>Events for people, one a line: time, stream, number, type, data.</summary>
internal sealed class EventLines(Screen output, Screen error, TimeProvider clock) : IFollowView
{
    private const int StreamWidth = 16;
    private const int TypeWidth = 24;
    private bool _isDisconnected;

    public void Show(FollowItem item)
    {
        if (_isDisconnected && item is not FollowedReconnecting) error.WriteLine("-- connected again", Palette.Good);
        _isDisconnected = item is FollowedReconnecting;
        if (item is FollowedEvent { Event: var value }) Write(value);
        else ConnectionLine.Write(error, item);
    }

    public void Flush()
    {
        // A screen writes at once.
    }

    private void Write(CarillonEvent value)
    {
        var time = TimeZoneInfo.ConvertTime(value.Time, clock.LocalTimeZone).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var stream = StreamNames.Short(value.Stream).PadRight(StreamWidth);
        var number = value.Seq.ToString(CultureInfo.InvariantCulture).PadLeft(5);
        var type = value.Type.PadRight(TypeWidth);
        var head = $"{time}  {stream} {number}  {type} ";
        output.Write($"{time}  ", Palette.Dim);
        output.Write($"{stream} {number}  ", value.Durable ? Palette.Plain : Palette.Dim);
        output.Write($"{type} ", StyleOf(value.Type));

        // On a terminal a line is a line; in a pipe nothing is kept from whoever searches it.
        var data = DataText.Of(value.Data, isBrief: output.IsTerminal);
        output.WriteLine(output.IsTerminal ? Columns.Cut(data, output.Width - Columns.Of(head) - 1) : data, value.Durable ? Palette.Plain : Palette.Dim);
    }

    private static Style StyleOf(string type)
    {
        if (type.EndsWith(".failed", StringComparison.Ordinal) || type.EndsWith(".error", StringComparison.Ordinal)) return Palette.Bad;
        return type.AsSpan(0, Math.Max(type.IndexOf('.'), 0)) switch
        {
            "turn" => Palette.Good,
            "tool" or "terminal" or "process" or "shell" or "file" => Palette.Work,
            "permission" or "question" => Palette.Warning,
            "session" or "sandbox" => Palette.Name,
            "daemon" or "cron" or "config" => Palette.Machine,
            _ => Palette.Strong,
        };
    }
}
