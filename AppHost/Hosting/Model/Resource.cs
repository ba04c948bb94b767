using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;

public abstract class Resource : IResource
{
    /// <exception cref="ArgumentException">The name is not letters, digits and single hyphens, beginning with a letter.</exception>
    protected Resource(string name)
    {
        ResourceNames.Validate(name);
        Name = name;
    }

    public virtual string Name { get; }

    public virtual ResourceAnnotationCollection Annotations { get; } = [];

    public override string ToString() => $"{GetType().Name} {Name}";
}

internal static class ResourceNames
{
    private const int MaxLength = 64;

    // The same rule as Aspire's: names become DNS labels and environment variables.
    public static void Validate(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > MaxLength || !char.IsAsciiLetter(name[0]) || name[^1] == '-' || name.Contains("--", StringComparison.Ordinal)
            || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
        {
            throw new ArgumentException(
                $"'{name}' is no resource name: letters, digits and single hyphens, beginning with a letter, at most {MaxLength}.",
                nameof(name));
        }
    }
}
