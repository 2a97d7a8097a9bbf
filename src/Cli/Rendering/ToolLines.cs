using Carillon.Cli.Terminals;
using Carillon.Events;

namespace Carillon.Cli.Rendering;

/// <summary>
/// Tool calls, a line each. A running one stands as the last line until it ends or something else is written.
/// </summary>
internal sealed class ToolLines(Page page, TimeProvider clock)
{
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private readonly Dictionary<string, Call> _calls = [];
    private string? _standing;
    private int _frame;

    /// <summary>The sign of work going on, one step further.</summary>
    public string NextFrame() => Frames[_frame++ % Frames.Length].ToString();

    public void Called(string id, string name, string? title = null)
    {
        var call = _calls.TryGetValue(id, out var known) ? known : new Call(name, null, clock.GetTimestamp());
        _calls[id] = call with { Name = name, Title = title ?? call.Title };
        Stand(id);
    }

    public void Progressed(ToolProgressed progress)
    {
        if (progress.Title is null || !_calls.TryGetValue(progress.ToolCallId, out var call)) return;
        _calls[progress.ToolCallId] = call with { Title = progress.Title };
        if (_standing == progress.ToolCallId) Stand(progress.ToolCallId);
    }

    public void Completed(ToolCompleted completed) =>
        End(completed.ToolCallId, completed.ToolName, new Part("✓", Palette.Good), new Part(Amounts.Of(completed.DurationMs), Palette.Dim));

    public void Failed(ToolFailed failed) => End(
        failed.ToolCallId,
        failed.ToolName,
        new Part("✗", Palette.Bad),
        new Part($"{SafeText.OneLine(failed.Error)}  {Amounts.Of(failed.DurationMs)}", Palette.Bad));

    /// <summary>Something else is about to be written: the standing line goes, and the call is told of when it ends.</summary>
    public void Leave()
    {
        if (_standing is not null) page.Replace();
        _standing = null;
    }

    /// <summary>The call's own output is about to be written: its line becomes the head of it.</summary>
    public void HeadOutput()
    {
        if (_standing is not null) Stand(_standing, new Part("▸", Palette.Name));
        _standing = null;
    }

    /// <summary>Moves the sign of the call that runs, where there is room to show it; false when none runs.</summary>
    public bool Tick()
    {
        if (_calls.Count == 0) return false;
        if (_standing is not null) Stand(_standing);
        else page.Pass(PartsOf(_calls.Values.MaxBy(call => call.Started)!, new Part(NextFrame(), Palette.Name)));
        return true;
    }

    private void Stand(string id) => Stand(id, new Part(NextFrame(), Palette.Name));

    private void Stand(string id, Part sign)
    {
        _standing = id;
        page.Enter(Block.Work, keepStanding: true);
        page.Stand(PartsOf(_calls[id], sign));
    }

    private Part[] PartsOf(Call call, Part sign)
    {
        var elapsed = clock.GetElapsedTime(call.Started);
        var time = elapsed.TotalSeconds >= 1 ? $"  {Amounts.Of((long)elapsed.TotalMilliseconds)}" : "";
        return ["  ", sign, " ", new Part(call.Name, Palette.Strong), Spaced(call.Title), new Part(time, Palette.Dim)];
    }

    private void End(string id, string name, Part sign, Part result)
    {
        var title = _calls.Remove(id, out var call) ? call.Title : null;
        page.Enter(Block.Work, keepStanding: true);
        if (_standing == id) page.Replace();
        _standing = null;
        page.LineCut("  ", sign, " ", new Part(call?.Name ?? name, Palette.Strong), Spaced(title), "  ", result);
    }

    private static Part Spaced(string? title) => string.IsNullOrWhiteSpace(title) ? "" : $"  {SafeText.OneLine(title)}";

    private sealed record Call(string Name, string? Title, long Started);
}
