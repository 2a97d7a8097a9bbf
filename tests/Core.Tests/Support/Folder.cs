namespace Carillon.Core.Tests.Support;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class Folder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("carillon-core-").FullName;
    private int _lives;

    public Folder() => Data = NextLife();

    /// <summary>Where the log lives now.</summary>
    public string Data { get; private set; }

    /// <summary>
    /// Leaves the files behind as a killed process would: whoever has them open keeps the old ones, and the log goes on
    /// from a copy of what had been written at this moment.
    /// </summary>
    public void Crash()
    {
        var next = NextLife();
        foreach (var file in Directory.GetFiles(Data))
        {
            var name = Path.GetFileName(file);
            if (name is "carillon.db" or "carillon.db-wal" or "carillon.mark") File.Copy(file, Path.Combine(next, name));
        }

        Data = next;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string NextLife() => Directory.CreateDirectory(Path.Combine(_root, $"life-{++_lives}")).FullName;
}
