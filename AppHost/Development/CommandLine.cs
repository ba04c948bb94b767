namespace PenguinMails.AppHost.Development;

/// <summary>The arguments of the AppHost. An argument that is not listed here is an error, for it is most likely mistyped.</summary>
internal sealed record CommandLine
{
    private const string Usage = """
        Arguments:
          (none)               run a development instance
          --fresh              run one without the state of former runs
          demo                 run the demo in a temporary instance, then end
          --publisher manifest --output-path FILE
                               write the application's manifest
        """;

    /// <summary>Begin without the state of former runs. <c>--fresh</c>.</summary>
    public bool IsFresh { get; private init; }

    /// <summary>Run the demo in a temporary instance, then end. <c>demo</c>.</summary>
    public bool IsDemo { get; private init; }

    /// <summary>Reads the arguments; those of the publisher are Aspire's to act on.</summary>
    /// <exception cref="InvalidSettingsException">Names every unknown argument, and lists the known ones.</exception>
    public static CommandLine Read(string[] args)
    {
        var read = new CommandLine();
        var wrong = new List<string>();
        for (var index = 0; index < args.Length; index++)
        {
            switch (args[index])
            {
                case "--fresh":
                    read = read with { IsFresh = true };
                    break;
                case "demo":
                    read = read with { IsDemo = true };
                    break;
                case "--publisher" when args.ElementAtOrDefault(index + 1) == "manifest":
                case "--output-path" when index + 1 < args.Length:
                    index++;
                    break;
                default:
                    wrong.Add(args[index]);
                    break;
            }
        }

        return wrong.Count == 0
            ? read
            : throw new InvalidSettingsException($"Unknown argument: {string.Join(' ', wrong)}{Environment.NewLine}{Usage}");
    }
}
