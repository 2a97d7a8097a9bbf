using System.IO.Enumeration;

namespace Carillon.Features.Perception;

/// <summary>Names of processes, upper and lower case alike; <c>*</c> stands for anything.</summary>
internal sealed class NameList(IEnumerable<string> names)
{
    private readonly HashSet<string> _plain = new(names.Where(name => !name.Contains('*')), StringComparer.OrdinalIgnoreCase);
    private readonly string[] _patterns = [.. names.Where(name => name.Contains('*'))];

    public bool Contains(string name)
    {
        if (_plain.Contains(name)) return true;
        foreach (var pattern in _patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name)) return true;
        }

        return false;
    }
}
