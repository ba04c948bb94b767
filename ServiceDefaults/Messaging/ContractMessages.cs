using MassTransit;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Finds the type of a message. MassTransit chooses the consumer by the names of types in the envelope, which the sender writes: it takes any
/// letter case, several names, and any exchange. So this asks MassTransit which types it would hand out, and lets one pass, spelled exactly.
/// </summary>
internal static class ContractMessages
{
    private const string UrnPrefix = "urn:message:";

    private static readonly IReadOnlyList<ContractMessage> All = [.. typeof(IEvent).Assembly.GetExportedTypes()
        .Where(type => type.IsClass && (type.IsAssignableTo(typeof(IEvent)) || type.IsAssignableTo(typeof(ICommand))))
        .Select(ContractOf)];

    /// <summary>The type that a consumer could get the message as; null when there is none, and nobody takes it.</summary>
    /// <exception cref="ForgedMessageException">It could be taken for several types, or does not name its type as services do.</exception>
    public static ContractMessage? Of(ConsumeContext context)
    {
        var types = All.Where(contract => context.HasMessageType(contract.Type)).ToList();
        if (types.Count == 0)
        {
            return null;
        }

        var named = context.SupportedMessageTypes.ToList();
        return types is [var only] && named.Contains(only.Urn, StringComparer.Ordinal) && named.All(only.Names.Contains)
            ? only
            : throw new ForgedMessageException($"A message names its type as no service does; it could be taken for {string.Join(" and ", types.Select(contract => contract.Type.Name))}.");
    }

    /// <summary>The exchange by which an event comes.</summary>
    public static string ExchangeOf(Type @event) => MessageUrn.ForTypeString(@event)[UrnPrefix.Length..];

    private static ContractMessage ContractOf(Type type) => new(
        type,
        MessageUrn.ForTypeString(type),
        // What MassTransit names beside the type itself.
        type.GetInterfaces().Append(type).Where(one => one.Assembly == type.Assembly).Select(MessageUrn.ForTypeString).ToHashSet(StringComparer.Ordinal),
        typeof(ContractMessages).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type)
            .CreateDelegate<Func<ConsumeContext, object?>>());

    private static object? Read<T>(ConsumeContext context)
        where T : class => context.TryGetMessage<T>(out var message) ? message.Message : null;

    /// <summary>A type of the contracts.</summary>
    /// <param name="Type">The type.</param>
    /// <param name="Urn">Its name in envelopes.</param>
    /// <param name="Names">All names that an envelope of it may hold.</param>
    /// <param name="Read">The message; null when the envelope holds none.</param>
    internal sealed record ContractMessage(Type Type, string Urn, IReadOnlySet<string> Names, Func<ConsumeContext, object?> Read)
    {
        /// <summary>The exchange by which it comes to a queue.</summary>
        public string ExchangeTo(string queue) => Type.IsAssignableTo(typeof(ICommand)) ? queue : Urn[UrnPrefix.Length..];
    }
}
