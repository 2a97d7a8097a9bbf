namespace Carillon.Cli.Terminals;

/// <summary>The keys that a person presses.</summary>
internal interface IKeys
{
    /// <summary>The next key. A read that is cancelled takes none.</summary>
    Task<ConsoleKeyInfo> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Forgets what was pressed until now: it was no answer to a question that nobody had seen.</summary>
    void Discard();
}
