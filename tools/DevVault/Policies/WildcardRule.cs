namespace PenguinMails.DevVault.Policies;

/// <summary>
/// A rule whose path has "+" for one segment, or ends in "*". Order is from least to most specific, as documented: the first
/// wildcard further right wins, then no trailing "*", then fewer "+", then the longer path, then the later in the alphabet.
/// </summary>
internal sealed class WildcardRule(string path, PathRule rule)
{
    private readonly bool _isPrefix = path.EndsWith('*');
    private readonly string _bare = path.EndsWith('*') ? path[..^1] : path;
    private readonly string[] _segments = (path.EndsWith('*') ? path[..^1] : path).Split('/');
    private readonly int _firstWildcard = path.IndexOfAny(['+', '*']);
    private readonly int _wildcards = path.Split('/').Count(segment => segment == "+");

    public PathRule Rule => rule;

    public static bool IsWildcard(string path) => path.EndsWith('*') || HasSegmentWildcard(path);

    public static bool HasSegmentWildcard(string path) =>
        path == "+" || path.StartsWith("+/", StringComparison.Ordinal) || path.Contains("/+", StringComparison.Ordinal);

    public bool Matches(string requested)
    {
        if (_isPrefix && _wildcards == 0)
        {
            return requested.StartsWith(_bare, StringComparison.Ordinal);
        }

        var parts = requested.Split('/');
        if (_isPrefix ? parts.Length < _segments.Length : parts.Length != _segments.Length)
        {
            return false;
        }

        for (var i = 0; i < _segments.Length; i++)
        {
            if (_segments[i] != "+" && _segments[i] != parts[i]
                && !(_isPrefix && i == _segments.Length - 1 && parts[i].StartsWith(_segments[i], StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether some path under a mount could match: enough for its name to be shown.</summary>
    public bool Reaches(string mount)
    {
        if (_wildcards == 0)
        {
            return _bare.StartsWith(mount, StringComparison.Ordinal) || (_isPrefix && mount.StartsWith(_bare, StringComparison.Ordinal));
        }

        var parts = mount.TrimEnd('/').Split('/');
        return parts.Length <= _segments.Length && parts.Index().All(part => _segments[part.Index] is "+" || _segments[part.Index] == part.Item);
    }

    public static int Compare(WildcardRule left, WildcardRule right)
    {
        var byPlace = left._firstWildcard.CompareTo(right._firstWildcard);
        var byPrefix = byPlace != 0 ? byPlace : right._isPrefix.CompareTo(left._isPrefix);
        var byCount = byPrefix != 0 ? byPrefix : right._wildcards.CompareTo(left._wildcards);
        var byLength = byCount != 0 ? byCount : left._bare.Length.CompareTo(right._bare.Length);
        return byLength != 0 ? byLength : string.CompareOrdinal(left._bare, right._bare);
    }
}
