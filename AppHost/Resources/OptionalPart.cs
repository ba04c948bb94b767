namespace PenguinMails.AppHost.Resources;

/// <summary>The instance is ready without it.</summary>
internal sealed class OptionalPartAnnotation : IResourceAnnotation;

internal static class OptionalPartExtensions
{
    /// <summary>Starts with the system; nothing waits for it.</summary>
    public static IResourceBuilder<T> AsOptionalPart<T>(this IResourceBuilder<T> builder)
        where T : IResource =>
        builder.WithAnnotation(new OptionalPartAnnotation());
}
