using Carillon.Cli.Rendering;

namespace Carillon.Cli.Dialogs;

/// <summary>Something a person answers with keys. It is drawn below what was written, and goes when it is answered.</summary>
internal interface IDialog
{
    /// <summary>Draws it and returns how many lines that took.</summary>
    int Draw(Page page);

    /// <summary>Takes a key; true once there is an answer.</summary>
    bool Press(ConsoleKeyInfo key);
}
