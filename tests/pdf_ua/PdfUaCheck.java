import java.io.File;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/** Prints a line for each breach of PDF/UA-1 in a file, and last how much was looked at. */
class PdfUaCheck {
    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        var engine = Foundries.defaultInstance();
        var validator = engine.createValidator(PDFAFlavour.PDFUA_1, false);
        try (var parser = engine.createParser(new File(arguments[0]), PDFAFlavour.PDFUA_1)) {
            var result = validator.validate(parser);
            for (var breach : result.getTestAssertions()) {
                var rule = breach.getRuleId();
                System.out.println(rule.getClause() + "-" + rule.getTestNumber() + ": "
                    + breach.getMessage().replaceAll("\\s+", " ")
                    + " " + breach.getLocation().getContext());
            }
            System.out.println("checked " + result.getTotalAssertions());
        }
    }
}
