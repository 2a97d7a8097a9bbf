namespace Carillon.Testing;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("carillon-native-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
