using System.Text;
using System.Text.RegularExpressions;

namespace Carillon.Features.Perception.Files;

/// <summary>
/// Which paths are passed over, with all that is below them. A glob without a slash is a name at any depth; any other is a path from the
/// watched folder: <c>*</c> and <c>?</c> stay within a name, <c>**</c> is any number of folders.
/// </summary>
internal sealed class IgnoreRules
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<Regex> _patterns = [];

    public IgnoreRules(IEnumerable<string> globs)
    {
        foreach (var glob in globs)
        {
            // What is below an ignored folder is never looked at, so a rule for its content is a rule for the folder.
            var trimmed = glob.EndsWith("/**", StringComparison.Ordinal) ? glob[..^3] : glob.TrimEnd('/');
            var name = trimmed.StartsWith("**/", StringComparison.Ordinal) && !trimmed[3..].Contains('/') ? trimmed[3..] : trimmed;
            if (name.AsSpan().IndexOfAny("*?/") < 0) _names.Add(name);
            else _patterns.Add(ToRegex(name.Contains('/') ? name.TrimStart('/') : $"**/{name}"));
        }
    }

    /// <summary>Whether a path, relative to the watched folder, is passed over; folders above it are not looked at.</summary>
    public bool Contains(string path)
    {
        if (_names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Path.GetFileName(path.AsSpan()))) return true;
        foreach (var pattern in _patterns)
        {
            if (pattern.IsMatch(path)) return true;
        }

        return false;
    }

    private static Regex ToRegex(string glob)
    {
        var text = new StringBuilder("^");
        for (var i = 0; i < glob.Length; i++)
        {
            switch (glob[i])
            {
                case '*' when glob.AsSpan(i).StartsWith("**/"):
                    text.Append("(?:[^/]+/)*");
                    i += 2;
                    break;
                case '*' when glob.AsSpan(i).StartsWith("**"):
                    text.Append(".*");
                    i++;
                    break;
                case '*':
                    text.Append("[^/]*");
                    break;
                case '?':
                    text.Append("[^/]");
                    break;
                default:
                    text.Append(Regex.Escape(glob[i].ToString()));
                    break;
            }
        }

        return new Regex(text.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }
}
