namespace Carillon.Features.Perception.Files;

internal enum FileChangeKind
{
    Created,
    Modified,
    Deleted,
    Renamed,
}

/// <summary>One change as it was heard.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="OldPath">When renamed, the former path.</param>
/// <param name="Replaced">When renamed, whether something else was there before under the new name.</param>
internal readonly record struct FileChange(FileChangeKind Kind, string Path, string? OldPath = null, bool IsFolder = false, bool Replaced = false);
