using MassTransit;

namespace PenguinMails.ServiceDefaults;

/// <summary>Reads what an envelope claims to hold. It may name several types; each could be handled as one of its own.</summary>
internal static class ContractMessages
{
    private static readonly Dictionary<string, Func<ConsumeContext, object?>> Readers = typeof(IEvent).Assembly.GetExportedTypes()
        .Where(type => type.IsClass && (type.IsAssignableTo(typeof(IEvent)) || type.IsAssignableTo(typeof(ICommand))))
        .ToDictionary(type => MessageUrn.ForTypeString(type), ReaderOf, StringComparer.Ordinal);

    /// <summary>The message as each type of the contracts that its envelope names.</summary>
    public static IEnumerable<object> In(ConsumeContext context) =>
        from urn in context.SupportedMessageTypes
        where Readers.ContainsKey(urn)
        let message = Readers[urn](context)
        where message is not null
        select message;

    private static Func<ConsumeContext, object?> ReaderOf(Type type) => typeof(ContractMessages)
        .GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).CreateDelegate<Func<ConsumeContext, object?>>();

    private static object? Read<T>(ConsumeContext context)
        where T : class => context.TryGetMessage<T>(out var message) ? message.Message : null;
}
