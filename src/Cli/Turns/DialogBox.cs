using Carillon.Cli.Rendering;

namespace Carillon.Cli.Turns;

/// <summary>
/// Keeps the dialogs that are open, oldest in front, below everything else on the page: it steps aside while something is
/// written and is drawn again after it.
/// </summary>
internal sealed class DialogBox(Page page)
{
    private readonly List<PendingAsk> _asks = [];
    private int _drawnLines;

    /// <summary>Whether someone is being asked.</summary>
    public bool IsOpen => _asks.Count > 0;

    public void Open(PendingAsk ask)
    {
        Erase();
        _asks.Add(ask);
        Draw();
    }

    /// <summary>Closes a dialog that was decided, by whomever.</summary>
    public void Close(string requestId)
    {
        Erase();
        _asks.RemoveAll(ask => ask.RequestId == requestId);
        Draw();
    }

    /// <summary>Takes a key; gives the request that it answered, which is closed then.</summary>
    public PendingAsk? Press(ConsoleKeyInfo key)
    {
        if (_asks.Count == 0) return null;
        Erase();
        var ask = _asks[0];
        var isAnswered = ask.Dialog.Press(key) && ask.Accept();
        if (isAnswered) _asks.RemoveAt(0);
        Draw();
        return isAnswered ? ask : null;
    }

    /// <summary>Out of the way until the result is disposed.</summary>
    public IDisposable Aside()
    {
        Erase();
        return new Return(this);
    }

    private void Draw()
    {
        if (_asks.Count > 0) _drawnLines = _asks[0].Dialog.Draw(page);
    }

    private void Erase()
    {
        page.EraseLines(_drawnLines);
        _drawnLines = 0;
    }

    private sealed class Return(DialogBox box) : IDisposable
    {
        public void Dispose() => box.Draw();
    }
}
